import factory from '@adonisjs/lucid/factories'
import { DateTime } from 'luxon'
import BookInstance from '#models/book_instance'
import { BookFactory } from '#database/factories/book_factory'

export const BookInstanceFactory = factory
  .define(BookInstance, ({ faker }) => ({
    imprint: `${faker.company.name()}, ${faker.number.int({ min: 1950, max: 2025 })}`,
    status: 'maintenance' as const,
  }))
  .state('available', (copy) => (copy.status = 'available'))
  .state('reserved', (copy) => (copy.status = 'reserved'))
  .state('onLoan', (copy) => {
    copy.status = 'on_loan'
    copy.dueBack = DateTime.now().plus({ days: 14 })
  })
  .state('overdue', (copy) => {
    copy.status = 'on_loan'
    copy.dueBack = DateTime.now().minus({ days: 3 })
  })
  .relation('book', () => BookFactory)
  .build()
